package io.espalier.cli.session;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.cli.exit.CliException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What can be named in experiment files: what Espalier brings, and what the jars of a folder add.
 *
 * @param catalog the descriptors; those from jars with the digest of their jar
 * @param classes sees the classes of those jars
 */
public record Plugins(Catalog catalog, ClassLoader classes) {
  /**
   * The catalog of the class path and of all jars in a folder.
   *
   * @param folder null for none
   */
  public static Plugins load(@Nullable Path folder) {
    ClassLoader own = Plugins.class.getClassLoader();
    if (folder == null) {
      return new Plugins(Catalog.builtIn(), own);
    }
    List<Path> jars = jars(folder);
    // Open until the process ends: classes are loaded from it as they are needed.
    URLClassLoader loader =
        new URLClassLoader("plugins", jars.stream().map(Plugins::url).toArray(URL[]::new), own);
    List<Descriptor> found = new ArrayList<>();
    Map<String, String> digests = new TreeMap<>();
    Map<String, Descriptor> names = new TreeMap<>();
    try {
      for (Descriptor descriptor : ServiceLoader.load(Descriptor.class, loader)) {
        String id = Catalog.id(descriptor);
        Descriptor other = names.put(id, descriptor);
        if (other != null) {
          throw CliException.usage(
              folder
                  + ": "
                  + descriptor.getClass().getName()
                  + " takes the name "
                  + id
                  + ", which "
                  + other.getClass().getName()
                  + " has already: give it another name");
        }
        found.add(descriptor);
        if (descriptor.getClass().getClassLoader() == loader) {
          digests.put(id, sha256(jarOf(descriptor)));
        }
      }
    } catch (ServiceConfigurationError e) {
      throw CliException.usage(folder + ": " + e.getMessage());
    }
    return new Plugins(new Catalog(found, digests), loader);
  }

  private static List<Path> jars(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw CliException.usage("--plugins " + folder + " is not a folder");
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
      if (jars.isEmpty()) {
        throw CliException.usage("--plugins " + folder + " holds no jar");
      }
      return jars;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Path jarOf(Descriptor descriptor) {
    CodeSource source = descriptor.getClass().getProtectionDomain().getCodeSource();
    return Path.of(java.net.URI.create(source.getLocation().toString()));
  }

  private static String sha256(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      new DigestInputStream(in, digest).transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
