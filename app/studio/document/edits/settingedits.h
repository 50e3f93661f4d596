#pragma once

#include "app/studio/document/documentstate.h"

#include <QStringList>

namespace Saltern::Edits {

/// label, note or disabled of nodes; an empty text or an undefined value takes it out.
DocumentEdit setField(const DocumentState &state,
                      const QStringList &ids,
                      const QString &field,
                      const QJsonValue &value);

/// A setting inside nodes, by its pointer: "/match", "/retry/max".
DocumentEdit setParameter(const DocumentState &state,
                          const QStringList &ids,
                          const QString &pointer,
                          const QJsonValue &value);

/// Takes a setting out, with the mapping around it when that would be left empty.
DocumentEdit
clearParameter(const DocumentState &state, const QStringList &ids, const QString &pointer);

/// pipeline, title, description, guarantee, durability or missed; an empty text takes it out.
DocumentEdit setHead(const DocumentState &state, const QString &field, const QString &value);

} // namespace Saltern::Edits
