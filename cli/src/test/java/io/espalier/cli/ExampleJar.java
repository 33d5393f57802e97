package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
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

/** The classes that a page of the handbook shows, compiled and packed as the page says. */
final class ExampleJar {
  private static final Pattern CODE =
      Pattern.compile("```java\\n(.*?public final class (\\w+).*?)```", Pattern.DOTALL);
  private static final Pattern SERVICES = Pattern.compile("printf '(example[^']*)'");

  private ExampleJar() {}

  /** The page's text. */
  static String page(String name) throws IOException {
    return Files.readString(Path.of("..", "docs", name));
  }

  /**
   * Packs all classes of a page.
   *
   * @param folder for what is made
   * @return the folder of the jar
   */
  static Path plugins(Path folder, String page) throws IOException {
    String text = page(page);
    List<Path> sources = new ArrayList<>();
    Matcher code = CODE.matcher(text);
    while (code.find()) {
      sources.add(Files.writeString(folder.resolve(code.group(2) + ".java"), code.group(1)));
    }
    assertThat(text.split("```java", -1)).as("every example is one").hasSize(sources.size() + 1);
    Path classes = compiled(folder, sources);
    Matcher services = SERVICES.matcher(text);
    assertThat(services.find()).isTrue();
    String names = services.group(1).replace("\\n", "\n");
    assertThat(names.lines()).as("every example is named").hasSameSizeAs(sources);
    Path file = Files.createDirectories(classes.resolve("META-INF").resolve("services"));
    Files.writeString(file.resolve("io.espalier.catalog.Descriptor"), names);
    Path plugins = Files.createDirectory(folder.resolve("plugins"));
    pack(classes, plugins.resolve("examples.jar"));
    return plugins;
  }

  private static Path compiled(Path folder, List<Path> sources) throws IOException {
    Path classes = Files.createDirectory(folder.resolve("classes"));
    String classPath = System.getProperty("java.class.path");
    List<String> arguments =
        new ArrayList<>(List.of("-proc:none", "-cp", classPath, "-d", classes.toString()));
    sources.forEach(source -> arguments.add(source.toString()));
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, arguments.toArray(String[]::new)))
        .isZero();
    return classes;
  }

  private static void pack(Path classes, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        entries.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, entries);
        entries.closeEntry();
      }
    }
  }
}
