package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operators and Dags that the handbook shows: compiled, packed into a jar, and run. */
class UserJarTest {
  private static final Pattern CODE =
      Pattern.compile("```java\\n(.*?public final class (\\w+).*?)```", Pattern.DOTALL);

  @TempDir private Path folder;

  @Test
  void theOperatorsAndDagsOfTheHandbookRunFromAUserJar() throws IOException {
    Path plugins = Files.createDirectory(folder.resolve("plugins"));
    pack(compile(examples()), plugins.resolve("greetings.jar"));
    Path home = folder.resolve("home");

    JsonNode first = run(home, plugins, "greetings");
    assertThat(first.path("state").asText()).isEqualTo("success");
    assertThat(first.path("dag_id").asText()).isEqualTo("greetings");
    assertThat(first.at("/steps/executed").asInt()).isEqualTo(3);
    assertThat(run(home, plugins, "greetings").at("/steps/cached").asInt()).isEqualTo(3);
    assertThat(CommandLineRun.of(home, "status").out()).contains("first").contains("CACHED");

    Matcher output =
        Pattern.compile("output greeting\\[0\\] (\\p{XDigit}{64})")
            .matcher(CommandLineRun.of(home, "logs", "first").out());
    assertThat(output.find()).isTrue();
    Path greeting = folder.resolve("greeting.txt");
    CommandLineRun.of(home, "export", output.group(1).substring(0, 8), greeting.toString());
    assertThat(greeting).hasContent("Hello, you");

    run(home, plugins, "CarefulGreetings");
    assertThat(run(home, plugins, "CarefulGreetings").at("/steps/cached").asInt())
        .as("all but the setup and the teardown")
        .isEqualTo(3);
    assertThat(CommandLineRun.of(home, "status").out())
        .containsPattern("work\\.right +skipped +skipped by pick")
        .containsPattern("release +EXECUTED");
    assertThat(run(home, plugins, "small-mask").at("/steps/executed").asInt()).isEqualTo(3);

    CommandLineRun unknown = CommandLineRun.of(home, "run", "--dag", "greetings");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("--plugins");
  }

  private static JsonNode run(Path home, Path plugins, String dag) throws IOException {
    CommandLineRun run =
        CommandLineRun.of(home, "run", "--plugins", plugins.toString(), "--dag", dag, "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }

  /** The classes of the page, as source files. */
  private List<Path> examples() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "operators.md"));
    List<Path> sources = new ArrayList<>();
    Matcher matcher = CODE.matcher(page);
    while (matcher.find()) {
      sources.add(Files.writeString(folder.resolve(matcher.group(2) + ".java"), matcher.group(1)));
    }
    assertThat(sources).hasSize(5);
    assertThat(page.split("```java", -1)).as("every example is one").hasSize(6);
    return sources;
  }

  private Path compile(List<Path> sources) throws IOException {
    Path classes = Files.createDirectory(folder.resolve("classes"));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString()));
    sources.forEach(source -> arguments.add(source.toString()));
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, arguments.toArray(String[]::new)))
        .isZero();
    Path services = Files.createDirectories(classes.resolve("META-INF").resolve("services"));
    Files.writeString(
        services.resolve("io.espalier.catalog.Descriptor"),
        "example.Greet\nexample.Choose\nexample.Greetings\nexample.Careful\nexample.SmallMask\n",
        StandardCharsets.UTF_8);
    return classes;
  }

  private static void pack(Path classes, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = classes.relativize(file).toString().replace('\\', '/');
        entries.putNextEntry(new JarEntry(name));
        Files.copy(file, entries);
        entries.closeEntry();
      }
    }
  }
}
