#pragma once

#include "engine/events/template.h"
#include "engine/pipeline/descriptor.h"

namespace Saltern {

/// `parameters` with the templates of those settings rendered that the descriptor says are
/// templates, common ones included; all others stay as they are. The error's message names the
/// setting as a path ("headers/Authorization") and holds no value, since values may be secret.
Result<QJsonObject> renderParameters(const NodeDescriptor &descriptor,
                                     const QJsonObject &parameters,
                                     const TemplateScope &scope);

/// Calls `visit(path, text)` for every string of `parameters` that is a template, with its path as
/// a JSON pointer inside the parameters ("/headers/Authorization").
void visitTemplates(const NodeDescriptor &descriptor,
                    const QJsonObject &parameters,
                    const std::function<void(const QString &path, const QString &text)> &visit);

} // namespace Saltern
