package io.espalier.prune.scope;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.prune.Scope;
import io.espalier.prune.ScopeContext;
import io.espalier.prune.Share;
import java.util.List;

/** Scope {@code layer}: each prunable layer for itself, at the same density or its own fraction. */
@AutoService(Descriptor.class)
public final class LayerScope implements Scope {
  @Override
  public String name() {
    return "layer";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Scores are compared within each layer; single layers may have fractions of their own.";
  }

  @Override
  public boolean takesFractions() {
    return true;
  }

  @Override
  public List<Share> shares(ScopeContext context) {
    return context.groups().stream()
        .map(group -> new Share(List.of(group), context.keep(List.of(group))))
        .toList();
  }
}
