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

/** Artifacts in a folder that every process of the store sees. Thread-safe. */
public final class FolderBlobs implements Blobs {
  private final Path root;
  private final Disk disk;
  private final PrivateThreads threads;
  private final ArtifactFiles files;

  /** Bytes under this folder; it need not exist yet. */
  public FolderBlobs(Path root, Disk disk, PrivateThreads threads) {
    this.root = root.toAbsolutePath().normalize();
    this.disk = disk;
    this.threads = threads;
    files = new ArtifactFiles(root, disk, threads);
  }

  @Override
  public StoredArtifact write(String kind, String mediaType, Artifacts.Body body) {
    return files.write(kind, mediaType, body);
  }

  @Override
  public StoredArtifact copy(String kind, String mediaType, Path file, String sha256) {
    return files.copy(kind, mediaType, file, sha256);
  }

  @Override
  public byte[] read(Blob blob) {
    return files.read(blob.sha256());
  }

  @Override
  public Path verified(Blob blob) {
    return files.verified(blob.sha256());
  }

  @Override
  public long hash(Blob blob) {
    return files.hash(blob.sha256());
  }

  @Override
  public boolean namedByDigest() {
    return true;
  }

  @Override
  public Optional<Blob> written(String sha256, long sizeBytes) {
    return files.present(sha256, sizeBytes) ? Optional.of(new Blob(sha256, null)) : Optional.empty();
  }

  @Override
  public boolean present(Blob blob, long sizeBytes) {
    return files.present(blob.sha256(), sizeBytes);
  }

  @Override
  public void remove(Blob blob, Instant writtenUntil) {
    files.remove(blob.sha256(), writtenUntil);
  }

  private Path damaged() {
    return root.resolve("damaged");
  }

  @Override
  public void setAside(Blob blob) {
    Path place = files.of(blob.sha256());
    if (Files.exists(place)) {
      threads.call(
          () -> {
            try {
              disk.move(place, files.folder(damaged()).resolve(blob.sha256()));
              disk.forceFolder(damaged());
              return true;
            } catch (IOException e) {
              throw ArtifactFiles.unavailable(
                  "setting artifact " + blob.sha256() + " aside", e);
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
  private record ListedFile(Blob blob, File file) implements Listed {
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
    File objects = files.objects().toFile();
    for (String folder : names(objects)) {
      for (String name : names(new File(objects, folder))) {
        File file = new File(new File(objects, folder), name);
        if (Digest.isName(name) && name.startsWith(folder) && folder.length() == 2) {
          found.blob(new ListedFile(new Blob(name, null), file));
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
