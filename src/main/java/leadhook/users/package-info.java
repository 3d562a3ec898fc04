/**
 * Who may look at pages: users with a role, and the sessions in which they are signed in.
 * Enter through {@link leadhook.users.Users} and {@link leadhook.users.Sessions}. A campaign is a number here, and no more.
 */
@NullMarked
package leadhook.users;

import org.jspecify.annotations.NullMarked;
