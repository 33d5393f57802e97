package io.espalier.store.sql.damage;

import io.espalier.store.artifact.Blob;
import io.espalier.store.artifact.StoredArtifact;

/**
 * An artifact whose bytes are not what its row says.
 *
 * @param id of its row
 * @param blob where they lie
 * @param found what is wrong with the bytes, one sentence
 * @param referrers what refers to it
 */
public record Damaged(
    long id, StoredArtifact artifact, Blob blob, String found, Referrers referrers) {
  /** The damage, what it means and what to do about it. */
  public String problem() {
    return found + "; " + referrers.meaning() + "; " + advice();
  }

  private String advice() {
    return switch (referrers.cure()) {
      case RECOMPUTE -> "`espalier fsck --repair` lets its step compute it again";
      case AWAIT -> awaited();
      case RESTORE ->
          referrers.runFiles().isEmpty()
              ? "bring the file back (`espalier data fetch NAME`, `espalier data import NAME SOURCE`,"
                  + " or run the experiment file that names it), then `espalier fsck --repair`"
              : "`espalier fsck --repair` makes it again where plan or configuration are whole and"
                  + " this version of Espalier plans the same; else run the experiment file again"
                  + " with the version that made it";
      case DROP -> "`espalier fsck --repair` drops it and records that";
    };
  }

  /** What is said of a damage that a step will mend by itself. */
  public String awaited() {
    return "its step computes it again when it is needed next, or with `espalier resume "
        + referrers.outputs().get(0).by().runId()
        + "`";
  }
}
