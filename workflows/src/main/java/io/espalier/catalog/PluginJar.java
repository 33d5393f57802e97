package io.espalier.catalog;

import io.espalier.digest.Digest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * One user jar. It is loaded by itself, from a copy: its digest then stands for every class that is
 * used from it, whatever happens to the file while a run is under way.
 */
final class PluginJar {
  private static final String SERVICE = "META-INF/services/" + Descriptor.class.getName();

  /** Jars of plans, by digest: a class of a jar is one class, however many plans use it. */
  private static final Map<String, PluginJar> KNOWN = new ConcurrentHashMap<>();

  private final Path jar;
  private final Path copy;
  private final List<Descriptor> descriptors = new ArrayList<>();
  private String digest = "";

  private PluginJar(Path jar, Path copy) {
    this.jar = jar;
    this.copy = copy;
  }

  /**
   * A jar of this digest, loaded at most once in a process.
   *
   * @throws PluginException as {@link #load}, and when the file has another digest
   */
  static PluginJar known(Path jar, String sha256) {
    return KNOWN.computeIfAbsent(
        sha256,
        key -> {
          PluginJar loaded = load(jar);
          if (!loaded.digest.equals(sha256)) {
            throw loaded.problem("sha256 " + loaded.digest + " (expected: " + sha256 + ")");
          }
          return loaded;
        });
  }

  /**
   * Loads every descriptor that a jar declares.
   *
   * @throws PluginException if it is not a jar, declares none, or a class of it does not load
   */
  static PluginJar load(Path jar) {
    try {
      Path copy = Files.createTempFile("espalier-plugin-", ".jar");
      copy.toFile().deleteOnExit();
      PluginJar loaded = new PluginJar(jar, copy);
      loaded.copyTo(copy);
      loaded.readFrom(copy);
      return loaded;
    } catch (IOException | IllegalArgumentException e) {
      // The latter where a comment is not UTF-8.
      throw new PluginException(jar + ": cannot be read as a jar: " + e.getMessage(), e);
    }
  }

  /** Its private copy, for reading only. */
  Path copy() {
    return copy;
  }

  @Override
  public String toString() {
    return jar.toString();
  }

  /** SHA-256 of the jar. */
  String digest() {
    return digest;
  }

  /** What it declares. */
  List<Descriptor> descriptors() {
    return descriptors;
  }

  /** An error of this jar. */
  PluginException problem(String what, Throwable cause) {
    return new PluginException(jar + ": " + what, cause);
  }

  /** An error of this jar. */
  PluginException problem(String what) {
    return new PluginException(jar + ": " + what);
  }

  private void copyTo(Path copy) throws IOException {
    MessageDigest sha256 = Digest.sha256();
    try (OutputStream out = new DigestOutputStream(Files.newOutputStream(copy), sha256)) {
      Files.copy(jar, out);
    }
    digest = Digest.hex(sha256.digest());
  }

  private void readFrom(Path copy) throws IOException {
    List<String> names = declared(copy);
    if (names.isEmpty()) {
      throw problem(
          "declares nothing (expected: class names in "
              + SERVICE
              + "; libraries that a plugin needs belong into its own jar)");
    }
    // Never closed: classes are loaded from it as they are needed, until the process ends.
    URLClassLoader loader =
        new URLClassLoader(
            jar.getFileName().toString(),
            new URL[] {copy.toUri().toURL()},
            Descriptor.class.getClassLoader());
    for (String name : names) {
      descriptors.add(instance(loader, name));
    }
  }

  private static List<String> declared(Path copy) throws IOException {
    List<String> names = new ArrayList<>();
    try (JarFile file = new JarFile(copy.toFile())) {
      ZipEntry entry = file.getEntry(SERVICE);
      if (entry == null) {
        return names;
      }
      try (InputStream in = file.getInputStream(entry);
          BufferedReader lines =
              new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          String name = line.replaceFirst("#.*", "").strip();
          if (!name.isEmpty() && !names.contains(name)) {
            names.add(name);
          }
        }
      }
    }
    return names;
  }

  private Descriptor instance(ClassLoader loader, String name) {
    try {
      Class<?> type = Class.forName(name, true, loader);
      if (type.getClassLoader() != loader) {
        throw problem("declares " + name + ", which is a class of Espalier itself");
      }
      Object instance = type.getConstructor().newInstance();
      if (!(instance instanceof Descriptor descriptor)) {
        throw problem("declares " + name + ", which is no " + Descriptor.class.getSimpleName());
      }
      return descriptor;
    } catch (ClassNotFoundException e) {
      throw problem("declares " + name + ", but does not contain it", e);
    } catch (NoSuchMethodException e) {
      throw problem(name + " has no public constructor without parameters", e);
    } catch (ReflectiveOperationException | LinkageError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw problem(name + " does not load: " + cause, e);
    }
  }
}
