package io.espalier.service.query.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.operator.judge.JudgeParameters;
import io.espalier.operator.judge.Verdict;
import io.espalier.state.TaskState;
import io.espalier.store.Store;
import io.espalier.store.artifact.CorruptArtifactException;
import io.espalier.store.run.RunRecord;
import io.espalier.store.task.TaskRecord;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what became of the claims of runs. */
public final class Verdicts {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Verdicts() {}

  /** That of a run; null where it has no claims, or they are not judged yet. */
  public static @Nullable Verdict of(Store store, RunRecord run) {
    return store
        .tasks()
        .find(run.runId(), JudgeParameters.TASK)
        .map(task -> of(store, run, Map.of(task.taskId(), task)))
        .orElse(null);
  }

  /** The same, of a run whose tasks are known. */
  static @Nullable Verdict of(Store store, RunRecord run, Map<String, TaskRecord> tasks) {
    TaskRecord judge = tasks.get(JudgeParameters.TASK);
    if (judge == null || judge.state() != TaskState.SUCCESS) {
      return null;
    }
    return store.tasks().outputs(run.runId(), JudgeParameters.TASK).stream()
        .filter(output -> output.role().equals("verdict"))
        .findFirst()
        .map(output -> read(store, output.artifact().sha256()))
        .orElse(null);
  }

  /** Damaged bytes say nothing; what checks the store names them. */
  private static @Nullable Verdict read(Store store, String digest) {
    try {
      return MAPPER.readValue(store.artifacts().read(digest), Verdict.class);
    } catch (CorruptArtifactException damaged) {
      return null;
    } catch (IOException e) {
      throw new IllegalStateException("verdict " + digest + ": not read", e);
    }
  }
}
