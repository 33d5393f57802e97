package io.espalier.cli.environment;

import io.espalier.cli.home.HomeSize;
import io.espalier.service.answer.GcAnswer;
import io.espalier.service.query.Site;
import io.espalier.store.Store;
import io.espalier.store.place.ArtifactPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A store that several machines share, seen from this one. Thread-safe. */
final class SharedSite implements Site {
  private final Environment environment;
  private final Store store;

  SharedSite(Environment environment, Store store) {
    this.environment = environment;
    this.store = store;
  }

  @Override
  public String name() {
    return environment.name();
  }

  /** Before a bucket each worker has one of its own. */
  @Override
  public String disk() {
    return environment.artifacts() instanceof ArtifactPlace.Folder place
        ? "the disk of " + place.folder()
        : "the disk of a worker";
  }

  @Override
  public @Nullable Long freeBytes() {
    try {
      return environment.artifacts() instanceof ArtifactPlace.Folder place
          ? (Long) Files.getFileStore(place.folder()).getUsableSpace()
          : null;
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public long usedBytes() {
    if (environment.artifacts() instanceof ArtifactPlace.Folder place) {
      return HomeSize.bytes(place.folder());
    }
    // A bucket has no sum of its own.
    Object sum =
        store
            .questions()
            .ask(
                "SELECT COALESCE(SUM(size_bytes), 0) FROM artifact WHERE state <> 'DELETED'",
                1,
                List.of())
            .rows()
            .get(0)
            .get(0);
    return sum instanceof Number bytes ? bytes.longValue() : 0;
  }

  @Override
  public List<GcAnswer.Item> secondCopies() {
    return List.of();
  }

  @Override
  public String file(String sha256) {
    return store.artifacts().path(sha256).toString();
  }

  @Override
  public @Nullable String openLog(String stepKey, long fence) {
    String file = store.steps().logFile(stepKey, fence).toString();
    return new java.io.File(file).exists() ? file : null;
  }
}
