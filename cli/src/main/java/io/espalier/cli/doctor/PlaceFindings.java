package io.espalier.cli.doctor;

import io.espalier.service.answer.DoctorAnswer.Finding;
import io.espalier.store.bucket.BucketProbe;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.open.Stores;
import io.espalier.store.place.ArtifactPlace;
import io.espalier.store.text.HumanFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code doctor} says of the place where a shared store keeps its bytes. */
final class PlaceFindings {
  private static final String ABOUT = "artifacts";
  private static final long SMALL_BYTES = 10L << 30;

  private PlaceFindings() {}

  static List<Finding> of(ArtifactPlace place) {
    return place instanceof ArtifactPlace.Folder folder
        ? List.of(folder(folder.folder()))
        : List.of(bucket((ArtifactPlace.Bucket) place), cache((ArtifactPlace.Bucket) place));
  }

  /** Writes a small object, reads it and removes it; a stranger must not get at it. */
  private static Finding bucket(ArtifactPlace.Bucket bucket) {
    try {
      BucketProbe.Report found = Stores.probe(bucket);
      return found.problems().isEmpty()
          ? Finding.ok(
              ABOUT,
              bucket + ", may be written and read, " + found.took().toMillis() + " ms, private")
          : Finding.bad(
              ABOUT,
              bucket + ": " + String.join("; ", found.problems()),
              "take the rights of everybody away from it (block public access)");
    } catch (StoreUnavailableException e) {
      return Finding.bad(
          ABOUT,
          String.valueOf(e.getMessage()),
          "put endpoint, bucket and keys right in the environment file; the keys must be allowed to"
              + " list, read, write and delete");
    }
  }

  private static Finding folder(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Finding.bad(
          ABOUT,
          folder + " is not there",
          "make it, or mount the file server that has it; all machines must see the same one");
    }
    String refused = refused(folder);
    return refused == null
        ? room(ABOUT, folder, SMALL_BYTES, "free some, or move the folder to a larger disk")
        : Finding.bad(ABOUT, refused, "give this user the right to write there");
  }

  /** The folder may not be there yet; then what it will be made in is looked at. */
  private static Finding cache(ArtifactPlace.Bucket bucket) {
    Path there = bucket.cache();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    String refused = refused(there);
    return refused == null
        ? room(
            "cache",
            there,
            bucket.cacheBytes(),
            "free some, or set cache.gigabytes lower in the environment file")
        : Finding.bad("cache", refused, "name another folder under cache in the environment file");
  }

  private static Finding room(String about, Path folder, long wanted, String mend) {
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      String found = folder + ", may be written, " + HumanFormat.bytes(free) + " free";
      return free < wanted ? Finding.slow(about, found, mend) : Finding.ok(about, found);
    } catch (IOException e) {
      return Finding.bad(about, folder + " cannot be looked at: " + e.getMessage(), mend);
    }
  }

  /** Why nothing can be written in a folder, null where something can. */
  private static @Nullable String refused(Path folder) {
    try {
      Files.delete(Files.createTempFile(folder, "espalier-doctor", ".tmp"));
      return null;
    } catch (IOException e) {
      return folder + " cannot be written to: " + e.getClass().getSimpleName();
    }
  }
}
