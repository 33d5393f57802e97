package io.espalier.cli.session;

import io.espalier.cli.exit.CliException;
import io.espalier.cli.repair.DataCopies;
import io.espalier.digest.Digest;
import io.espalier.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file of a model's start weights as an artifact, so that lineage ends at its bytes. */
final class StartWeights {
  private static final String KIND = "start-weights";
  private static final String MEDIA_TYPE = "application/octet-stream";

  private StartWeights() {}

  /** Copies the file into the store and gives its digest; null for none. */
  static @Nullable String store(Store store, @Nullable String file) throws IOException {
    if (file == null) {
      return null;
    }
    String digest = Digest.of(read(file));
    if (!DataCopies.stored(store, digest)) {
      store.artifacts().copy(KIND, MEDIA_TYPE, Path.of(file), digest);
    }
    return digest;
  }

  /** Digest of the file; null for none. */
  static @Nullable String digest(@Nullable String file) throws IOException {
    return file == null ? null : Digest.of(read(file));
  }

  private static byte[] read(String file) throws IOException {
    try {
      return Files.readAllBytes(Path.of(file));
    } catch (NoSuchFileException e) {
      throw CliException.usage(
          "model.start_weights: no file "
              + Path.of(file).toAbsolutePath()
              + " (expected: a safetensors file, relative to the folder of the command)");
    }
  }
}
