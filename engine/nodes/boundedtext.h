#pragma once

#include <QByteArray>
#include <QString>

namespace Saltern {

/// Output of unknown length of which the first and the last bytes are kept. What is between is
/// dropped and counted.
class BoundedText
{
public:
    BoundedText(qsizetype head, qsizetype tail) : m_headLimit(head), m_tailLimit(tail) {}

    void append(const QByteArray &bytes);

    bool isTruncated() const { return m_dropped > 0 || m_tail.size() > m_tailLimit; }

    /// Head and tail, with a line between that says how many bytes are missing. A head of zero
    /// bytes has no such line. Cuts fall on whole characters.
    QString text() const;

private:
    void trimTail();

    qsizetype m_headLimit;
    qsizetype m_tailLimit;
    qint64 m_dropped = 0;
    QByteArray m_head;
    QByteArray m_tail; // up to twice its limit, so that it need not be moved for every byte
};

} // namespace Saltern
