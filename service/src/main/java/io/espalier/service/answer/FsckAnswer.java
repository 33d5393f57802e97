package io.espalier.service.answer;

import io.espalier.catalog.setting.Doc;
import java.util.List;

/** Whether every stored file is what its row says; after --repair, what is left. */
@Doc("Whether every stored file is what its row says; after `--repair`, what is left.")
public record FsckAnswer(
    @Doc("Whether there is no problem.") boolean ok,
    @Doc("How many files were read.") long artifacts,
    @Doc("How many bytes they have.") long bytes,
    @Doc("What is wrong, one sentence each.") List<String> problems,
    @Doc("What is harmless but worth knowing.") List<String> notes) {
  public FsckAnswer {
    problems = List.copyOf(problems);
    notes = List.copyOf(notes);
  }
}
