/** What tests are arranged with: real parts that can be told how to behave. */
@NullMarked
package leadhook.testkit;

import org.jspecify.annotations.NullMarked;
