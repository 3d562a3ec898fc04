package leadhook.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;

/** Tests that a document names as {@code ClassTest.method}, between backticks. */
public final class NamedTests {
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+Test)\\.(\\w+)`");
    private static final Path TESTS = Path.of("src", "test", "java");

    private NamedTests() {}

    public static List<MatchResult> in(String text) {
        return NAMED.matcher(text).results().toList();
    }

    /** Fails with the first that does not exist, or when none is named. */
    public static void assertExist(String text) {
        assertThat(in(text))
                .isNotEmpty()
                .allSatisfy(named ->
                        assertThat(testsOf(named.group(1))).as(named.group()).contains(named.group(2)));
    }

    private static List<String> testsOf(String simpleName) {
        try (var files = Files.walk(TESTS)) {
            var file = files.filter(path -> path.endsWith(simpleName + ".java")).findFirst();
            assertThat(file).as(simpleName).isPresent();
            var name = TESTS.relativize(file.orElseThrow()).toString().replace(".java", "");
            var loaded =
                    Class.forName(name.replace('/', '.').replace('\\', '.'), false, NamedTests.class.getClassLoader());
            return Arrays.stream(loaded.getDeclaredMethods())
                    .filter(NamedTests::isTest)
                    .map(Method::getName)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** What JUnit, jqwik or Jazzer runs; a helper may have annotations too, but others. */
    private static boolean isTest(Method method) {
        return Stream.of(
                                Test.class,
                                ParameterizedTest.class,
                                TestFactory.class,
                                Property.class,
                                Example.class,
                                FuzzTest.class)
                        .anyMatch(method::isAnnotationPresent)
                && !method.isAnnotationPresent(Disabled.class);
    }
}
