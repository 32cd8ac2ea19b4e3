/** The console: a server that shows patients and their alarms in a browser, over a store that is filled from the topics. */
package io.vitalwatch.console;
