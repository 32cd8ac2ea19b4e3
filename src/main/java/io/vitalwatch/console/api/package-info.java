/** The console's HTTP interface below /api/v1; its contract is openapi.json. */
package io.vitalwatch.console.api;
