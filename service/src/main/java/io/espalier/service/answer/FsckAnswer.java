package io.espalier.service.answer;

import java.util.List;

/**
 * Answer of {@code fsck}.
 *
 * @param notes what is harmless but worth knowing
 */
public record FsckAnswer(
    boolean ok, long artifacts, long bytes, List<String> problems, List<String> notes) {
  public FsckAnswer {
    problems = List.copyOf(problems);
    notes = List.copyOf(notes);
  }
}
