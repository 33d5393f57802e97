package io.espalier.store.check;

import java.util.List;

/**
 * Files held against rows.
 *
 * @param artifacts rows looked at
 * @param bytes bytes hashed
 * @param problems one sentence each; empty when all is well
 * @param notes what is harmless but worth knowing: orphaned files of killed attempts
 */
public record FsckReport(long artifacts, long bytes, List<String> problems, List<String> notes) {
  public FsckReport {
    problems = List.copyOf(problems);
    notes = List.copyOf(notes);
  }
}
