package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** The classes that pages of the handbook show, compiled and packed as the pages say. */
final class ExampleJar {
  private static final Pattern CODE = Pattern.compile("```java\\n(package .*?)```", Pattern.DOTALL);
  private static final Pattern TYPE =
      Pattern.compile("^public (?:final class|record) (\\w+)", Pattern.MULTILINE);
  private static final Pattern NAMED =
      Pattern.compile(
          "(?:echo|printf) '?([\\w.$\\\\]+)'?[\\s\\\\]*"
              + ">>? classes/META-INF/services/io\\.espalier\\.catalog\\.Descriptor");

  private ExampleJar() {}

  /** The page's text. */
  static String page(String name) throws IOException {
    return Files.readString(Path.of("..", "docs", name));
  }

  /**
   * Packs all classes of some pages but their tests into one jar, {@code examples.jar}. Its
   * services file has the names that the pages' own commands write.
   *
   * @param folder for what is made
   * @return the folder of the jar
   */
  static Path plugins(Path folder, String... pages) throws IOException {
    List<Path> sources = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (String name : pages) {
      String text = page(name);
      int before = sources.size();
      Matcher code = CODE.matcher(text);
      while (code.find()) {
        Matcher type = TYPE.matcher(code.group(1));
        if (type.find()) {
          sources.add(source(folder, type.group(1), code.group(1)));
        }
      }
      assertThat(sources).as("examples of %s", name).hasSizeGreaterThan(before);
      Matcher named = NAMED.matcher(text);
      while (named.find()) {
        names.addAll(named.group(1).replace("\\n", "\n").lines().toList());
      }
    }
    assertThat(names).as("every example is named").hasSizeGreaterThanOrEqualTo(sources.size());
    Path classes = compiled(folder, sources);
    Path file = Files.createDirectories(classes.resolve("META-INF").resolve("services"));
    Files.write(file.resolve("io.espalier.catalog.Descriptor"), names);
    Path plugins = Files.createDirectory(folder.resolve("plugins"));
    pack(classes, plugins.resolve("examples.jar"));
    return plugins;
  }

  /** A class as it goes into a jar: without the lines that register it in Espalier's own build. */
  /** What there is of a kind beside what a jar has, as errors list it. */
  static String known(Class<? extends Descriptor> kind, String fromJar) {
    return Stream.concat(Catalog.builtIn().names(kind).stream(), Stream.of(fromJar))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static Path source(Path folder, String type, String code) throws IOException {
    String text = code.replaceAll("(?m)^.*AutoService.*\n", "");
    return Files.writeString(folder.resolve(type + ".java"), text);
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
