/** Sign-in by OpenID Connect: the provider, who may do what by its claims, and the way of a browser there and back. */
package io.vitalwatch.web.oidc;
