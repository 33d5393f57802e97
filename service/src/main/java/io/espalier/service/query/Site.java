package io.espalier.service.query;

import io.espalier.service.answer.GcAnswer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the store stands, as the process that answers sees it. Thread-safe. */
public interface Site {
  /** What the store is called: of a store in a folder, the folder. */
  String name();

  /** What the disk is called through which its bytes go: {@code the disk of …}. */
  String disk();

  /** Room left where the store keeps its bytes, null where that has no bound or is not known. */
  @Nullable Long freeBytes();

  /** Bytes of everything that the store's place holds, what stands there twice counted once. */
  long usedBytes();

  /** Files beside the store that hold bytes of stored artifacts a second time. */
  List<GcAnswer.Item> secondCopies();

  /**
   * Where the bytes of an artifact can be read.
   *
   * @throws io.espalier.store.artifact.CorruptArtifactException when they are damaged or missing
   */
  String file(String sha256);

  /** Where the log of an attempt can be read that has not ended, null where nothing was logged. */
  @Nullable String openLog(String stepKey, long fence);
}
