#pragma once

#include "engine/base/result.h"

#include <QByteArray>

#include <vector>

namespace Saltern {

/// Takes Docker's multiplexed output apart: frames of 8 bytes of head (channel, three zeros, length
/// as big-endian 32 bits) and payload, cut anywhere (Engine API, "attach", stream format). Payload
/// is handed on as it comes, so a frame's size does not matter. Also fits the body of
/// `/containers/{id}/logs` of a container without a terminal.
class StreamDemultiplexer
{
public:
    enum class Channel { Stdout, Stderr };

    struct Part
    {
        Channel channel = Channel::Stdout;
        QByteArray bytes;

        bool operator==(const Part &) const = default;
    };

    /// The payload in these bytes. An error (Protocol) when they are not in this format, for
    /// instance the output of a container with a terminal; nothing more may be fed then.
    Result<std::vector<Part>> feed(const QByteArray &bytes);

    /// Whether the input so far ends with a whole frame.
    bool isAtFrameEnd() const { return m_head.isEmpty() && m_left == 0; }

private:
    Result<void> readHead();

    QByteArray m_head; // of the next frame, as far as it has come
    Channel m_channel = Channel::Stdout;
    qint64 m_left = 0; // payload bytes of the current frame that are still to come
};

} // namespace Saltern
