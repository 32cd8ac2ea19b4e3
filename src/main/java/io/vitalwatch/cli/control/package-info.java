/** {@code vitalwatch control}: writes control records, shows what is in force and who changed it. */
package io.vitalwatch.cli.control;
