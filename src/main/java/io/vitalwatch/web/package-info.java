/**
 * Shared by all HTTP servers of this program: server set-up, routes, static pages, event streams, metrics, answers.
 *
 * <p>A request passes through {@link io.vitalwatch.web.Routes} in this order: headers for every answer, the
 * {@linkplain io.vitalwatch.web.Guard guards}, the {@linkplain io.vitalwatch.web.access.SignIn caller} and its role, the body, the route.
 */
package io.vitalwatch.web;
