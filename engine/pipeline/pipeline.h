#pragma once

#include "engine/pipeline/problem.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QString>

namespace Saltern {

/// The document format that this version writes; newer ones are refused.
inline constexpr int documentFormat = 1;

/// A kind and its version as written: "docker.event@1". Without "@n" the newest is meant.
struct KindRef
{
    QString name;
    int version = 0; // 0 = not written

    QString toString() const;
    bool operator==(const KindRef &) const = default;
};

enum class Disabled {
    No,
    Stop,   // disabled: true    an event that arrives ends here
    Bypass, // disabled: bypass  an event that arrives leaves by the first output, untouched
};

enum class Guarantee { AtLeastOnce, AtMostOnce };
enum class Durability { Full, Process };
enum class Missed { Run, Skip };

/// One box. `parameters` are the kind's own settings as written, defaults not filled in.
struct Node
{
    QString id;
    KindRef kind;
    QString label;
    QString note;
    Disabled disabled = Disabled::No;
    QJsonObject parameters;

    bool operator==(const Node &) const = default;
};

/// "when `from` leaves by `port`, `to` gets that event". An empty port is the first output.
struct Wire
{
    QString from;
    QString port;
    QString to;

    /// "died -> loop" or "loop.below -> diagnose".
    QString toString() const;
    bool operator==(const Wire &) const = default;
};

/// A pipeline document as a value: comparable, copyable, no signals.
struct Pipeline
{
    int format = documentFormat;
    QString name;
    QString title;
    QString description;
    Guarantee guarantee = Guarantee::AtLeastOnce;
    Durability durability = Durability::Full;
    Missed missed = Missed::Run;
    QList<Node> nodes;
    QList<Wire> wires;
    QJsonArray tests;

    const Node *node(const QString &id) const;
    bool operator==(const Pipeline &) const = default;
};

/// How a value stands in the text, so that a place inside a scalar can be pointed at.
struct ScalarSource
{
    enum class Style {
        Inline, // on one line without escapes; the text begins `indent` characters further on
        Lines,  // a literal block; its lines begin below, after `indent` spaces
        Opaque, // anything else: only the start is known
    };
    SourcePosition position;
    Style style = Style::Opaque;
    int indent = 0;
};

/// Where each part of a document stood in its text, by JSON pointer.
struct SourceMap
{
    QHash<QString, ScalarSource> values;
    QHash<QString, SourcePosition> keys;

    /// Unquoted scalars that YAML 1.1 and 1.2 read differently ("yes", "010"), as written.
    QHash<QString, QString> ambiguous;

    /// The position of the value at `pointer`, or of its nearest known parent.
    SourcePosition at(const QString &pointer) const;

    /// The position of the key that names the value at `pointer`, or else of the value.
    SourcePosition keyAt(const QString &pointer) const;

    /// The position of the character at `offset` (UTF-16 units) of the string `text` that stands at
    /// `pointer`; its start when the text was folded or escaped.
    SourcePosition inside(const QString &pointer, const QString &text, qsizetype offset) const;
};

} // namespace Saltern
