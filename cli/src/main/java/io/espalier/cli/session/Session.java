package io.espalier.cli.session;

import io.espalier.experiment.Experiment;
import io.espalier.plan.DagDefinition;
import io.espalier.service.answer.ShowAnswer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code run} and {@code resume} do. */
public interface Session {
  /** How a session left its run. */
  enum End {
    /** It has ended; its state says how. */
    FINISHED,
    /** Nothing works on it any more; it can be resumed. */
    INTERRUPTED,
    /** Nothing more may be begun, and nothing is under way; it can be resumed. */
    OUT_OF_BUDGET,
    /** Workers go on with it. */
    GOES_ON
  }

  /**
   * What a run came to.
   *
   * @param report the HTML report, null where none was written
   */
  record Outcome(ShowAnswer show, @Nullable Path report, End end) {}

  /** Fetches what is missing, plans the experiment and sees to the new run. */
  Outcome run(Experiment experiment) throws IOException;

  /**
   * Sees to a new run of a Dag written in Java.
   *
   * @param params its parameters, as {@code key=value}
   */
  Outcome run(DagDefinition definition, List<String> params) throws IOException;

  /** Goes on with a run, the latest that can be resumed where null. */
  Outcome resume(@Nullable String runId) throws IOException;
}
