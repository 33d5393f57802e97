package io.espalier.cli.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.cli.access.StoreAccess;
import io.espalier.experiment.ExperimentJson;
import io.espalier.experiment.claim.StudyConfig;
import io.espalier.service.answer.study.StudyAnswer;
import io.espalier.service.answer.study.VerdictsAnswer;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.study.VerdictsQuery;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a store last said of a study: of runs with the settings of its file where there is one,
 * otherwise of the last.
 *
 * @param run null where no run was judged
 * @param asInTheFile whether the run had the settings of the file
 */
public record LastVerdict(VerdictsAnswer.@Nullable Run run, boolean asInTheFile) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final LastVerdict NONE = new LastVerdict(null, false);

  /** That of a study in a store, which need not be there. */
  public static LastVerdict of(StoreAccess store, StudyFiles.Study study) {
    return of(store, List.of(study)).get(0);
  }

  /** Those of several studies, in their order. */
  public static List<LastVerdict> of(StoreAccess store, List<StudyFiles.Study> studies) {
    return store
        .ifAny(source -> studies.stream().map(study -> of(source, study)).toList())
        .orElseGet(() -> studies.stream().map(study -> NONE).toList());
  }

  private static LastVerdict of(StoreAccess.Source source, StudyFiles.Study study) {
    Arguments named = Arguments.of("experiment", study.name());
    List<VerdictsAnswer.Run> runs = source.ask(VerdictsQuery.QUERY, named).runs();
    JsonNode own = settings(ExperimentJson.of(study.experiment()));
    return runs.stream()
        .filter(run -> settings(run.configuration()).equals(own))
        .findFirst()
        .map(run -> new LastVerdict(run, true))
        .orElse(runs.isEmpty() ? NONE : new LastVerdict(runs.get(0), false));
  }

  /** What is computed, as it is read back; the text about a study is no part of it. */
  private static JsonNode settings(JsonNode experiment) {
    try {
      JsonNode copy = MAPPER.readTree(MAPPER.writeValueAsBytes(experiment));
      if (copy instanceof ObjectNode object) {
        object.remove("study");
      }
      return copy;
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The study with this verdict. */
  public StudyAnswer answer(StudyFiles.Study study) {
    StudyConfig about = study.experiment().study();
    StudyConfig.Work work = about == null ? null : about.work();
    return new StudyAnswer(
        study.name(),
        study.file().toString(),
        work == null ? null : work.reference(),
        about == null ? null : about.claim(),
        about == null ? null : about.faithful(),
        about == null ? null : about.after(),
        about == null ? null : about.changesIf(),
        about == null ? null : (Double) about.minutes(),
        about == null ? null : about.full(),
        run == null ? null : run.runId(),
        asInTheFile,
        run == null ? null : run.verdict());
  }
}
