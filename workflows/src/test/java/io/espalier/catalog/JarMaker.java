package io.espalier.catalog;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles Java text into a jar, as a user would. */
public final class JarMaker {
  private JarMaker() {}

  /**
   * Makes a jar.
   *
   * @param work an empty folder to compile in
   * @param sources Java text by class name
   * @param declared class names for the service file, none for no file
   */
  public static void make(Path work, Path jar, Map<String, String> sources, String... declared)
      throws IOException {
    Path classes = Files.createDirectories(work.resolve("classes"));
    compile(work, classes, sources);
    if (declared.length > 0) {
      Path services = Files.createDirectories(classes.resolve("META-INF/services"));
      String text = "# declared here\n" + String.join("\n", declared) + "\n";
      Files.writeString(services.resolve(Descriptor.class.getName()), text);
    }
    pack(classes, jar);
  }

  private static void compile(Path work, Path classes, Map<String, String> sources)
      throws IOException {
    List<Path> files =
        sources.entrySet().stream()
            .map(source -> write(work, source.getKey(), source.getValue()))
            .toList();
    if (files.isEmpty()) {
      return;
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      StringWriter said = new StringWriter();
      List<String> options =
          List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
      boolean compiled =
          compiler
              .getTask(
                  said, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
              .call();
      if (!compiled) {
        throw new IllegalArgumentException(said.toString());
      }
    }
  }

  private static Path write(Path work, String name, String text) {
    try {
      return Files.writeString(work.resolve(name + ".java"), text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void pack(Path classes, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> walk = Files.walk(classes)) {
      for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
        String name = classes.relativize(file).toString().replace('\\', '/');
        entries.putNextEntry(new JarEntry(name));
        Files.copy(file, entries);
      }
    }
  }
}
