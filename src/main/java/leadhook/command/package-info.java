/**
 * What a person types: each command a class. All but {@code serve} and {@code listen} speak to the running server.
 * Enter through {@link Leadhook}.
 */
@NullMarked
package leadhook.command;

import org.jspecify.annotations.NullMarked;
