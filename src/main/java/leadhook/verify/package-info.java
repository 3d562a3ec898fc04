/**
 * Whether all that was promised is so: the invariants of the architecture, asked of the tables of every room in SQL.
 * Enter through {@link leadhook.verify.Verify}. Reads what the others wrote, owns no table and changes none.
 */
@NullMarked
package leadhook.verify;

import org.jspecify.annotations.NullMarked;
