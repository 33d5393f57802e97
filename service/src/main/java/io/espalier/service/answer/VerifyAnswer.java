package io.espalier.service.answer;

import io.espalier.catalog.setting.Doc;
import java.util.List;

/** Whether the audit chains are whole and the rows are what they recorded. */
@Doc("Whether the audit chains are whole and the rows are what they recorded.")
public record VerifyAnswer(
    @Doc("Whether all is as it was recorded.") boolean ok,
    @Doc("How many chains there are.") int chains,
    @Doc("How many entries they have.") long events,
    @Doc("Entries and checkpoints of the first version, which recorded less.") long older,
    @Doc(
            "One sentence for the first bad entry of each chain and for each row that is not what was recorded.")
        List<String> problems,
    @Doc("`chain:seq:hash` of every chain, to be kept elsewhere.") List<String> anchors) {
  public VerifyAnswer {
    problems = List.copyOf(problems);
    anchors = List.copyOf(anchors);
  }
}
