package io.espalier.store.artifact;

import io.espalier.digest.Digest;
import io.espalier.store.thread.PrivateThreads;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Artifacts in a folder that every process of the store sees. Thread-safe. */
public final class FolderBlobs implements Blobs {
  private final Path root;
  private final Disk disk;
  private final PrivateThreads threads;
  private final ArtifactFiles files;
  private final MarkedFolder mark;
  private volatile Ownership owner = Ownership.OF_A_HOME;

  /** Bytes under this folder; it need not exist yet. */
  public FolderBlobs(Path root, Disk disk, PrivateThreads threads) {
    this.root = root.toAbsolutePath().normalize();
    this.disk = disk;
    this.threads = threads;
    files = new ArtifactFiles(root, disk, threads);
    mark = new MarkedFolder(this.root, disk, files, threads);
  }

  @Override
  public void ownedBy(Ownership store) {
    owner = store;
    requireOwn();
  }

  @Override
  public void requireOwn() {
    owner.require(mark);
  }

  @Override
  public StoredArtifact write(String kind, String mediaType, Artifacts.Body body) {
    owner.before(mark, true);
    return files.write(kind, mediaType, body);
  }

  @Override
  public StoredArtifact copy(String kind, String mediaType, Path file, String sha256) {
    owner.before(mark, true);
    return files.copy(kind, mediaType, file, sha256);
  }

  @Override
  public byte[] read(BlobRef blob) {
    return found(() -> files.read(blob.sha256()));
  }

  @Override
  public Path verified(BlobRef blob) {
    return found(() -> files.verified(blob.sha256()));
  }

  @Override
  public long hash(BlobRef blob) {
    return found(() -> files.hash(blob.sha256()));
  }

  /** Reads; where the folder itself has gone, its bytes are not damaged. */
  private <T> T found(Supplier<T> reader) {
    owner.before(mark, false);
    try {
      return reader.get();
    } catch (CorruptArtifactException e) {
      owner.missed(mark);
      throw e;
    }
  }

  @Override
  public boolean namedByDigest() {
    return true;
  }

  @Override
  public Optional<BlobRef> written(String sha256, long sizeBytes) {
    return files.present(sha256, sizeBytes)
        ? Optional.of(new BlobRef(sha256, null))
        : Optional.empty();
  }

  @Override
  public boolean present(BlobRef blob, long sizeBytes) {
    boolean present = files.present(blob.sha256(), sizeBytes);
    if (!present) {
      owner.missed(mark);
    }
    return present;
  }

  @Override
  public void remove(BlobRef blob, Instant writtenUntil) {
    owner.before(mark, false);
    files.remove(blob.sha256(), writtenUntil);
  }

  private Path damaged() {
    return root.resolve("damaged");
  }

  @Override
  public void setAside(BlobRef blob) {
    Path place = files.of(blob.sha256());
    if (Files.exists(place)) {
      threads.call(
          () -> {
            try {
              disk.move(place, files.folder(damaged()).resolve(blob.sha256()));
              disk.forceFolder(damaged());
              return true;
            } catch (IOException e) {
              throw ArtifactFiles.unavailable("setting artifact " + blob.sha256() + " aside", e);
            }
          });
    }
  }

  @Override
  public Optional<String> aside(String sha256) {
    Path aside = damaged().resolve(sha256);
    return Files.exists(aside) ? Optional.of(aside.toString()) : Optional.empty();
  }

  /** A file, looked at when it is asked about. */
  private record ListedFile(BlobRef blob, File file) implements Listed {
    @Override
    public long sizeBytes() {
      return file.length();
    }

    @Override
    public Instant written() {
      return Instant.ofEpochMilli(file.lastModified());
    }
  }

  @Override
  public void list(Instant now, Found found) {
    owner.before(mark, false);
    File objects = files.objects().toFile();
    for (String folder : names(objects)) {
      for (String name : names(new File(objects, folder))) {
        File file = new File(new File(objects, folder), name);
        if (Digest.isName(name) && name.startsWith(folder) && folder.length() == 2) {
          found.blob(new ListedFile(new BlobRef(name, null), file));
        } else {
          found.stranger(file.toString());
        }
      }
    }
  }

  private static String[] names(File folder) {
    String[] names = folder.list();
    return names == null ? new String[0] : names;
  }

  @Override
  public List<Unfinished> unfinished(Instant now) {
    owner.before(mark, false);
    File[] left = files.unfinished().toFile().listFiles(File::isFile);
    List<Unfinished> unfinished = new ArrayList<>();
    for (File file : left == null ? new File[0] : left) {
      unfinished.add(
          new Unfinished(
              file.toString(),
              file.length(),
              Instant.ofEpochMilli(file.lastModified()),
              file::delete));
    }
    return unfinished;
  }

  @Override
  public Path logs() {
    return root.resolve("logs");
  }

  @Override
  public void makeLogs() {
    threads.call(() -> files.folder(logs()));
  }

  @Override
  public void close() {}
}
