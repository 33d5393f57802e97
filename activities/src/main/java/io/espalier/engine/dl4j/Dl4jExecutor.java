package io.espalier.engine.dl4j;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.engine.Executor;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TrainingState;
import io.espalier.model.NetworkSpec;
import io.espalier.store.step.RuntimeInfo;

/** Trains on Deeplearning4j's layers on the CPU, one thread a session. */
@AutoService({Executor.class, Descriptor.class})
public final class Dl4jExecutor implements Executor {
  @Override
  public String name() {
    return "dl4j-cpu";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Deeplearning4j's layers on the CPU: trains every network, multiplies by every zero.";
  }

  /** Any network, whether or not this machine has the native library. */
  @Override
  public boolean trains(NetworkDescriptor network) {
    return true;
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
