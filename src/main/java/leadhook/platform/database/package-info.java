/**
 * The database: pools, statements, migrations, and the PostgreSQL that comes along.
 * Enter through {@link Database}.
 */
@NullMarked
package leadhook.platform.database;

import org.jspecify.annotations.NullMarked;
