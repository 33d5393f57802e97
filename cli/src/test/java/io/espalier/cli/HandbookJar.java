package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** A class that a page of the handbook shows, as a user's jar. */
final class HandbookJar {
  private static final Pattern CODE =
      Pattern.compile(
          "```java\\n(package ([\\w.]+);.*?public (?:final class|record) (\\w+).*?)```",
          Pattern.DOTALL);

  private HandbookJar() {}

  /**
   * Compiles the first public class of a page as the page says, and packs it.
   *
   * @param page its name in docs
   * @param plugins the folder to put the jar into
   * @param work an empty folder
   */
  static void make(String page, Path plugins, Path work) throws IOException {
    Matcher code = CODE.matcher(Files.readString(Path.of("..", "docs", page)));
    assertThat(code.find()).as(page).isTrue();
    Path source = Files.writeString(work.resolve(code.group(3) + ".java"), code.group(1));
    Path classes = Files.createDirectory(work.resolve("classes"));
    String path = System.getProperty("java.class.path");
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(
                    null,
                    null,
                    null,
                    "-proc:none",
                    "-cp",
                    path,
                    "-d",
                    classes.toString(),
                    source.toString()))
        .isZero();
    Path services = Files.createDirectories(classes.resolve("META-INF").resolve("services"));
    Files.writeString(
        services.resolve("io.espalier.catalog.Descriptor"),
        code.group(2)
            + "."
            + code.group(3)
            // A layer is a record, and its kind a class within.
            + (code.group(1).contains("extends LayerKind") ? "$Kind" : "")
            + "\n");
    try (OutputStream out = Files.newOutputStream(plugins.resolve(code.group(3) + ".jar"));
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
