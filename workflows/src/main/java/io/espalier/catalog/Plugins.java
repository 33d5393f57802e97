package io.espalier.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Adds what the jars of a folder declare to a catalog. */
final class Plugins {
  // What can stand in a file, in a step key and on a terminal without quotes.
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");

  private Plugins() {}

  static Catalog add(List<Descriptor> known, Map<String, String> plugins, Path folder) {
    List<Descriptor> all = new ArrayList<>(known);
    Map<String, String> digests = new TreeMap<>(plugins);
    Map<String, String> owners = new HashMap<>();
    all.forEach(descriptor -> owners.put(Catalog.id(descriptor), "Espalier itself"));
    for (Path file : jars(folder)) {
      PluginJar jar = PluginJar.load(file);
      for (Descriptor descriptor : jar.descriptors()) {
        String id = id(jar, descriptor);
        String owner = owners.put(id, file.toString());
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
    return new Catalog(all, digests);
  }

  private static String id(PluginJar jar, Descriptor descriptor) {
    String type = descriptor.getClass().getName();
    String name;
    try {
      name = descriptor.name();
      descriptor.version();
    } catch (RuntimeException | LinkageError e) {
      throw jar.problem(type + " cannot say its name and version: " + e, e);
    }
    if (name == null || !NAME.matcher(name).matches()) {
      throw jar.problem(type + " has the name " + name + " (expected: lower case, digits, dashes)");
    }
    return Catalog.id(descriptor);
  }

  private static List<Path> jars(Path folder) {
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
