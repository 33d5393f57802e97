package io.espalier.engine.dl4j;

import com.google.auto.service.AutoService;
import io.espalier.engine.Executor;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TrainingState;
import io.espalier.model.NetworkSpec;
import io.espalier.store.step.RuntimeInfo;

/** Trains on Deeplearning4j's layers on the CPU, one thread a session. */
@AutoService(Executor.class)
public final class Dl4jExecutor implements Executor {
  @Override
  public String name() {
    return "dl4j-cpu";
  }

  @Override
  public boolean supports(NetworkSpec network) {
    return Backend.present();
  }

  @Override
  public RuntimeInfo runtime() {
    return Backend.runtime();
  }

  @Override
  public Session open(NetworkSpec network, TrainingState state, Optimizer optimizer) {
    Backend.prepareThread();
    return new Dl4jSession(network, state, optimizer);
  }
}
