/** HTTP/1.1 connections of one server: strict reading of requests, and limits for their number, their heads and their patience. */
package io.vitalwatch.web.connection;
