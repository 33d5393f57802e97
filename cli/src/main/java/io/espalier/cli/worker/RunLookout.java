package io.espalier.cli.worker;

import io.espalier.run.RunClient;
import io.espalier.store.Store;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.run.RunRecord;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowException;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says of runs that nothing walks any more that they are interrupted: the Temporal server has lost
 * their workflows, or whoever submitted them ended before there was one. For one thread.
 */
final class RunLookout {
  private static final Logger LOG = LoggerFactory.getLogger(RunLookout.class);

  private final Store store;
  private final RunClient client;
  private Set<String> unwalked = Set.of();

  RunLookout(Store store, RunClient client) {
    this.store = store;
    this.client = client;
  }

  /**
   * Looks once; throws nothing. A run counts once it was without a workflow twice in a row: between
   * its row and its workflow there is a moment.
   */
  void look() {
    try {
      Set<String> now = new HashSet<>();
      for (RunRecord run : store.runs().list()) {
        if (!run.state().ended() && !client.running(run.runId())) {
          now.add(run.runId());
        }
      }
      for (String run : now) {
        if (unwalked.contains(run) && store.runs().interrupted(run)) {
          LOG.warn("run {}: no workflow walks it, `espalier resume` does", run);
        }
      }
      unwalked = now;
    } catch (StatusRuntimeException | WorkflowException | StoreUnavailableException away) {
      unwalked = Set.of();
    } catch (RuntimeException e) {
      LOG.error("looking for runs that nothing walks failed", e);
    }
  }
}
