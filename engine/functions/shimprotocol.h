#pragma once

#include "engine/shim/frame.h"

#include <QByteArray>

#include <functional>
#include <memory>

namespace Saltern {

/// One frame of the shim's protocol (engine/shim/frame.h) as bytes; longer payloads become several
/// frames of the same type, and an empty one becomes one empty frame.
QByteArray shimFrames(saltern_frame_type type, quint32 call, const QByteArray &payload);

/// One frame with 32-bit numbers in it.
QByteArray
shimNumbers(saltern_frame_type type, quint32 call, std::initializer_list<quint32> numbers);

/// Takes apart what a shim sends, however it was cut.
class ShimReader
{
public:
    using Sink = std::function<void(quint8 type, quint32 call, const QByteArray &payload)>;

    explicit ShimReader(Sink sink);

    /// False once the stream is not a shim's; it stays so.
    bool feed(const QByteArray &bytes);

private:
    std::unique_ptr<saltern_frame_reader> m_reader;
    Sink m_sink;
};

} // namespace Saltern
