package io.espalier.service.query;

import io.espalier.step.waiting.Wait;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What only the process that walks a run knows of it. Thread-safe. */
public interface Live {
  /** The run being walked, null for none. */
  @Nullable String runId();

  /** How far running tasks are, in [0, 1], by task id. */
  Map<String, Double> progress();

  /** What the run waits for, with growing delay and without using up tries. */
  List<Wait> waits();

  /** No run is walked. */
  Live NONE =
      new Live() {
        @Override
        public @Nullable String runId() {
          return null;
        }

        @Override
        public Map<String, Double> progress() {
          return Map.of();
        }

        @Override
        public List<Wait> waits() {
          return List.of();
        }
      };
}
