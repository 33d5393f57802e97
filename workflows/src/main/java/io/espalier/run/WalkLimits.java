package io.espalier.run;

import java.time.Duration;

/**
 * Where a walk changes its behaviour. The values are part of the workflow's code: other ones need a
 * version (see {@link RunWorkflowImpl}).
 *
 * @param continueAfter tries that are over, and records, after which the workflow continues as a
 *     new one
 * @param drain how long running tasks may go on before that, and how long they may take to stop
 * @param heartbeat after how long without a sign of life a worker counts as lost; long enough for a
 *     pause of the JVM or a closed laptop lid, and a mistake costs no try
 * @param lostWorkers how many workers a task may lose before each further one uses a try
 */
record WalkLimits(int continueAfter, Duration drain, Duration heartbeat, int lostWorkers) {
  static final WalkLimits DEFAULT =
      new WalkLimits(700, Duration.ofSeconds(60), Duration.ofSeconds(30), 20);
}
