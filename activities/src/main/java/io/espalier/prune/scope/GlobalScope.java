package io.espalier.prune.scope;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.prune.Scope;
import io.espalier.prune.ScopeContext;
import io.espalier.prune.Share;
import java.util.List;

/** Scope {@code global}: all prunable layers at once. */
@AutoService(Descriptor.class)
public final class GlobalScope implements Scope {
  @Override
  public String name() {
    return "global";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Scores are compared over all layers at once.";
  }

  @Override
  public List<Share> shares(ScopeContext context) {
    return List.of(new Share(context.groups(), context.keep(context.groups())));
  }
}
