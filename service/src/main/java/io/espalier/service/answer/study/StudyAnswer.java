package io.espalier.service.answer.study;

import io.espalier.catalog.setting.Doc;
import io.espalier.operator.judge.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A study, and what became of its claims in this store. */
@Doc("A study, and what became of its claims in this store.")
public record StudyAnswer(
    @Doc("Its name, that of its experiment.") String name,
    @Doc("Its file.") String file,
    @Doc("The work whose claim is tested, as a reference; null where none is named.")
        @Nullable String work,
    @Doc("The claim in one sentence; null where the file has no `study`.") @Nullable String claim,
    @Doc("What is done as in the work; null where the file has no `study`.")
        @Nullable String faithful,
    @Doc("What is done otherwise; null where the file has no `study`.") @Nullable String after,
    @Doc("What would change the verdict; null where the file has no `study`.")
        @Nullable String changesIf,
    @Doc("Minutes that it takes on two cores; null where the file has no `study`.")
        @Nullable Double minutes,
    @Doc("Name of the study that does the same at full size; null where there is none.")
        @Nullable String full,
    @Doc("The run that was judged last; null where none was.") @Nullable String runId,
    @Doc("Whether that run had the settings of the file, and not others by `--set`.")
        boolean asInTheFile,
    @Doc("What became of its claims; null where no run was judged.") @Nullable Verdict verdict) {

  /** All studies. */
  @Doc("All studies.")
  public record Listed(@Doc("The studies, by name.") List<StudyAnswer> studies) {
    public Listed {
      studies = List.copyOf(studies);
    }
  }
}
