package io.espalier.catalog;

import io.espalier.dag.Ids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Adds what user jars declare to a catalog. */
final class Plugins {
  // What can stand in a file, in a step key and on a terminal without quotes.
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");

  private static final String RULE =
      "1 to 100 lower-case letters, digits, dots, dashes and underscores, the first a letter or a"
          + " digit";

  private Plugins() {}

  static Catalog add(Catalog known, List<PluginJar> jars, Consumer<String> misnamed) {
    List<Descriptor> all = new ArrayList<>(known.descriptors());
    Map<String, String> digests = new TreeMap<>(known.plugins());
    Map<String, Path> files = new TreeMap<>(known.jars());
    Map<String, String> owners = new HashMap<>();
    all.forEach(descriptor -> owners.put(Catalog.id(descriptor), "Espalier itself"));
    for (PluginJar jar : jars) {
      files.put(jar.digest(), jar.copy());
      for (Descriptor descriptor : jar.descriptors()) {
        String unfit = unfit(jar, descriptor);
        if (unfit != null) {
          misnamed.accept(jar.problem(unfit).getMessage());
          continue;
        }
        String id = Catalog.id(descriptor);
        String owner = owners.put(id, jar.toString());
        if (owner != null) {
          throw jar.problem(
              descriptor.getClass().getName()
                  + " takes the name "
                  + id
                  + ", which is already taken by "
                  + owner
                  + ": give it another name");
        }
        all.add(descriptor);
        digests.put(id, jar.digest());
      }
    }
    return new Catalog(all, digests, files);
  }

  /** What is wrong with a descriptor's name, null where nothing is. */
  private static @Nullable String unfit(PluginJar jar, Descriptor descriptor) {
    String type = descriptor.getClass().getName();
    String name;
    try {
      name = descriptor.name();
      descriptor.version();
    } catch (RuntimeException | LinkageError e) {
      throw jar.problem(type + " cannot say its name and version: " + e, e);
    }
    if (descriptor.kind().equals("dag")) {
      try {
        Ids.key("name", String.valueOf(name));
        return null;
      } catch (IllegalArgumentException e) {
        return type + " is left out: " + e.getMessage();
      }
    }
    return name != null && NAME.matcher(name).matches()
        ? null
        : type + " is left out: name: \"" + name + "\" (expected: " + RULE + ")";
  }

  /** The jars of a folder, loaded. */
  static List<PluginJar> jars(Path folder) {
    return files(folder).stream().map(PluginJar::load).toList();
  }

  private static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new PluginException(folder + ": not a folder (expected: a folder with jars)");
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
      if (jars.isEmpty()) {
        throw new PluginException(folder + ": no jar in it (expected: a folder with jars)");
      }
      return jars;
    } catch (IOException e) {
      throw new PluginException(folder + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
