/** The browser's own location as a promise. It goes nowhere but into the question. */

export type LocateError = "denied" | "failed";

export interface Located {
  lon: number;
  lat: number;
  accuracyM: number;
}

export class LocateFailure extends Error {
  constructor(readonly reason: LocateError) {
    super(reason);
  }
}

export function locate(): Promise<Located> {
  return new Promise((resolve, reject) => {
    if (!("geolocation" in navigator)) {
      reject(new LocateFailure("failed"));
      return;
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ lon: coords.longitude, lat: coords.latitude, accuracyM: coords.accuracy }),
      (error) => reject(new LocateFailure(error.code === error.PERMISSION_DENIED ? "denied" : "failed")),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    );
  });
}
