package io.espalier.service.query;

import io.espalier.step.waiting.Wait;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the processes that work on runs know of them, beyond what is recorded. Thread-safe. */
public interface Live {
  /** The run that the answering process itself walks, null for none. */
  @Nullable String runId();

  /** How far running tasks of a run are, in [0, 1], by task id. */
  Map<String, Double> progress(String runId);

  /** What a run waits for, with growing delay and without using up tries. */
  List<Wait> waits(String runId);

  /** Whether a worker takes tasks of this queue. */
  boolean serves(String queue);

  /** No run is walked. */
  Live NONE =
      new Live() {
        @Override
        public @Nullable String runId() {
          return null;
        }

        @Override
        public Map<String, Double> progress(String runId) {
          return Map.of();
        }

        @Override
        public List<Wait> waits(String runId) {
          return List.of();
        }

        @Override
        public boolean serves(String queue) {
          return true;
        }
      };
}
