package io.espalier.store.artifact;

import io.espalier.store.failure.StoreMisplacedException;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.thread.PrivateThreads;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/** A folder that says in a file which store's artifacts it holds. Thread-safe. */
final class MarkedFolder implements Ownership.Marked {
  private final Path root;
  private final Disk disk;
  private final ArtifactFiles files;
  private final PrivateThreads threads;

  MarkedFolder(Path root, Disk disk, ArtifactFiles files, PrivateThreads threads) {
    this.root = root;
    this.disk = disk;
    this.files = files;
    this.threads = threads;
  }

  private Path file() {
    return root.resolve(Ownership.NAME);
  }

  @Override
  public String name() {
    return "the folder " + root;
  }

  @Override
  public Optional<String> read() {
    return threads.call(
        () -> {
          try {
            return Optional.of(Files.readString(file()));
          } catch (NoSuchFileException none) {
            return Optional.empty();
          } catch (IOException e) {
            throw ArtifactFiles.unavailable("reading " + file(), e);
          }
        });
  }

  @Override
  public void write(String text) {
    threads.call(
        () -> {
          Path part = files.unfinished().resolve(UUID.randomUUID() + ArtifactFiles.UNFINISHED);
          try {
            files.folder(files.unfinished());
            try (OutputStream out = disk.create(part)) {
              out.write(text.getBytes(StandardCharsets.UTF_8));
              disk.force(out);
            }
            // Whole under its name from the start, and never in place of another.
            Files.move(part, file());
            disk.forceFolder(root);
          } catch (FileAlreadyExistsException faster) {
            // What it says is read next.
          } catch (IOException e) {
            throw ArtifactFiles.unavailable("writing " + file(), e);
          } finally {
            part.toFile().delete();
          }
          return true;
        });
  }

  @Override
  public boolean holds(Ownership.Sample sample) {
    return files.present(sample.blob().sha256(), sample.sizeBytes());
  }

  @Override
  public StoreUnavailableException away(StoreMisplacedException e) {
    return new StoreUnavailableException(
        String.valueOf(e.getMessage()), new NoSuchFileException(file().toString()));
  }
}
