/** Who calls a private address and what this caller may do: users, passwords, tokens, certificates, proxies, roles. */
package io.vitalwatch.web.access;
